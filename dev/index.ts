/** The programmatic entry: `import { defineConfig, defineSeed } from "neotool"`. */
export { defineConfig } from "./stacks/config/define-config.ts";
export type { Config } from "./stacks/config/config.ts";
export { defineSeed } from "./seed/define-seed.ts";
export type { SeedFunction, SeedStores } from "./seed/define-seed.ts";
