import type { Stores } from "../ports/unit-of-work.ts";
import type { RouteNews, RouteServices } from "./route-board.ts";

/** Tells people of a way out; false where that failed, which must not undo what is known of the way. */
export async function tellOfRoute(
  { onRouteNews, log }: RouteServices,
  stores: Stores,
  news: RouteNews,
): Promise<boolean> {
  try {
    await stores.savepoint(() => onRouteNews(stores, news));
    return true;
  } catch (error) {
    log.error({ route: news.route, kind: news.kind, err: error }, "nobody could be told of a way out");
    return false;
  }
}
