// The mail worker from source: what `npm run build` makes of it, without a build.
import { register } from "node:module";

register("./typescript-loader.mjs", import.meta.url);
const { default: work } = await import("../../src/adapters/mime/mime-worker.ts");
export default work;
