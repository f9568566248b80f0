// The mail worker from source: what `npm run build` makes of it, without a build.
import "./read-typescript.mjs";

const { default: work } = await import("../../src/adapters/mime/mime-worker.ts");
export default work;
