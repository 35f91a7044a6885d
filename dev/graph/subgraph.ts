import { HOST_NAME } from "../stacks/observability/scrape-config.ts";

/** The schema of one service, and where it came from. */
export interface SubgraphSchema {
  readonly name: string;
  /** Where the router calls it. */
  readonly url: string;
  readonly sdl: string;
  /** The running service, a file of the project, or what the service said when it last ran. */
  readonly from: "service" | "file" | "kept";
  /** A file's path in the project. */
  readonly file: string | undefined;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The router is in a container, where this machine's own names are the container's. @example "http://localhost:8081/graphql" → "http://host.docker.internal:8081/graphql" */
export const asTheRouterCalls = (url: string): string => {
  const parsed = new URL(url);
  if (!LOOPBACK.has(parsed.hostname)) return url;
  parsed.hostname = HOST_NAME;
  return parsed.href;
};
