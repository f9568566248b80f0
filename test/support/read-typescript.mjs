// Once imported, plain Node imports our TypeScript sources, for what runs beside the tests and not in them.
import * as modules from "node:module";
import { load } from "./typescript-loader.mjs";

// Node 26 warns of `register`; Node 20 knows nothing else.
if ("registerHooks" in modules) modules.registerHooks({ load });
else modules.register("./typescript-loader.mjs", import.meta.url);
