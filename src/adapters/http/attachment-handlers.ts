import { contentDisposition } from "./content-disposition.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";

/** A signed link of a notice. It only reads: what follows every link of a mail changes nothing by it (threat T21). */
export function createAttachmentHandlers(deps: HttpDeps): Record<"attachment", Handler> {
  return {
    attachment: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const { token } = request.query as { token?: unknown };
        const file = typeof token === "string" ? await deps.readAttachment(token) : null;
        if (file === null) throw new Problem("not-found", "The link is wrong, has expired, or was for somebody else.");
        // Never as what it says it is: a browser saves it and runs nothing of it (threat T12).
        return reply
          .type("application/octet-stream")
          .header("content-disposition", contentDisposition(file.filename))
          .send(Buffer.from(file.content));
      },
    },
  };
}
