import type { Config } from "./config.ts";

/**
 * Gives `neotool.config.ts` its types; returns what it is given.
 *
 * @example
 * import { defineConfig } from "neotool";
 * export default defineConfig({ kafka: { topics: { "order.created": { partitions: 3 } } } });
 */
export const defineConfig = (config: Config): Config => config;
