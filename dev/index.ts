/** The programmatic entry: `import { defineConfig } from "neotool"`. */
export { defineConfig } from "./stacks/config/define-config.ts";
export type { Config } from "./stacks/config/config.ts";
