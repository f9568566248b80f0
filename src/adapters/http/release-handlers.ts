import { cutPage } from "../../usecases/page.ts";
import { presentNotice, presentRelease, showRelease } from "../../usecases/releases/present-release.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { Release, ReleaseDetails, ReleaseNotice, ReleaseParams } from "./release-schemas.ts";
import { PageQuery, pageOf } from "./schemas.ts";

type ReleaseHandlers = Record<"releases" | "release" | "releaseNotices", Handler>;

export function createReleaseHandlers({ stores }: Pick<HttpDeps, "stores">): ReleaseHandlers {
  return {
    releases: {
      schema: {
        tags: ["agreement"],
        summary: "Releases with their notes and what they fix, newest first",
        querystring: PageQuery,
        response: { 200: pageOf(Release) },
      },
      async handle(request) {
        const { cursor, limit } = request.query as PageQuery;
        const beforeId = cursor === undefined ? {} : { beforeId: readCursor("releases", cursor) };
        const page = cutPage(await stores.releases.list({ ...beforeId, limit: limit + 1 }), limit);
        return { items: page.items.map(presentRelease), next: writeCursor("releases", page.next) };
      },
    },
    release: {
      schema: {
        tags: ["agreement"],
        summary: "One release with whom it was told to",
        params: ReleaseParams,
        response: { 200: ReleaseDetails },
      },
      problems: ["not-found"],
      async handle(request) {
        const release = await showRelease(stores, (request.params as ReleaseParams).id);
        if (release === null) throw new Problem("not-found");
        return release;
      },
    },
    releaseNotices: {
      schema: {
        tags: ["agreement"],
        summary: "How far the notice of a release got for each address, by address",
        params: ReleaseParams,
        querystring: PageQuery,
        response: { 200: pageOf(ReleaseNotice) },
      },
      problems: ["not-found"],
      async handle(request) {
        const release = await stores.releases.find((request.params as ReleaseParams).id);
        if (release === null) throw new Problem("not-found");
        const { cursor, limit } = request.query as PageQuery;
        const afterId = cursor === undefined ? {} : { afterId: readCursor("release-notices", cursor) };
        const rows = await stores.releases.listDeliveries(release.id, { ...afterId, limit: limit + 1 });
        const page = cutPage(rows, limit);
        return { items: page.items.map(presentNotice), next: writeCursor("release-notices", page.next) };
      },
    },
  };
}
