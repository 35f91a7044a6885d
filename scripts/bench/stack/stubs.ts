import { instanceDirectory } from "../../../dev/instance/directory.ts";
import type { ContainerService } from "../../../dev/model/service.ts";
import { DEFAULT_SETTINGS } from "../../../dev/stacks/settings.ts";
import type { Project } from "../../../dev/wiring/project.ts";
import type { WorkingCopy } from "./working-copy.ts";

const PORT = 8080;

/** What a stub does when it is asked to end: PID 1 has no default for TERM, so it ends only where it says so. */
export type OnTerm = "ends" | "ignores TERM";

const SERVE = `httpd -f -p ${PORT} -h /tmp`;
const COMMAND = { ends: `trap 'exit 0' TERM; ${SERVE} & wait`, "ignores TERM": `exec ${SERVE}` } as const;

/** Its official name: what this engine has in its place is found as for any service. */
export const STUB_IMAGE = "busybox:1.37";

/** A service that is ready as soon as its container runs: what is left is the work of engine and orchestrator. */
export const stub = (name: string, onTerm: OnTerm = "ends"): ContainerService => ({
  kind: "container",
  name,
  image: STUB_IMAGE,
  command: ["sh", "-c", COMMAND[onTerm]],
  endpoints: { http: { containerPort: PORT, preferredHostPort: PORT, scheme: "http" } },
  // There is no page: an answer is what counts.
  readiness: { kind: "http", endpoint: "http", path: "/", status: [404] },
  limits: { memoryMiB: 16 },
});

/** A stack of stubs as a project of its own: no config can describe one. */
export const stubProject = ({ path, instance }: WorkingCopy, services: readonly ContainerService[]): Project => ({
  instance,
  directory: instanceDirectory(path),
  config: {},
  configPath: undefined,
  settings: DEFAULT_SETTINGS,
  stack: { name: "stubs", services, profiles: { all: services.map(({ name }) => name) }, defaultProfile: "all" },
});
