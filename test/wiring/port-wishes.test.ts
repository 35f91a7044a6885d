import { expect, test } from "vitest";
import { EMPTY_STATE } from "../../dev/instance/state.ts";
import { applications } from "../../dev/stacks/applications.ts";
import { portWishes } from "../../dev/wiring/desired-state.ts";
import { container, observed, service } from "../support/builders.ts";

const vault = service("vault", { endpoints: { api: { containerPort: 80, preferredHostPort: 8200, scheme: "http" } } });
const moved = container("vault", { ports: { 80: 18200 } });

const remembered = (have: Parameters<typeof observed>[0], ports: typeof EMPTY_STATE.ports) => portWishes([vault], new Map(), observed(have), { ...EMPTY_STATE, ports })[0]?.remembered;

test("a port that was chosen for the same wish is remembered, for another wish it is not", () => {
  expect(remembered([], { "vault.api": { wanted: 8200, bound: 18200 } })).toBe(18200);
  expect(remembered([moved], { "vault.api": { wanted: 8300, bound: 18200 } })).toBeUndefined();
});

test("where the state was lost, the container remembers its port, running or not, and is not made anew", () => {
  expect(remembered([moved], {})).toBe(18200);
  expect(remembered([{ ...moved, state: "exited" }], {})).toBe(18200);
  expect(remembered([], {})).toBeUndefined();
});

test("beside a cluster, the port of an application that runs is bound by itself, and that of a pod by the node", () => {
  const [app] = applications({ app: { command: "run", cwd: ".", port: 8081, env: {}, restart: "never", watch: [], dependsOn: {} } }, []);
  const cluster = { state: "running", ports: new Map([["vault.api", 18200]]), mounted: new Set<string>() } as const;
  const seen = { ...observed([container("app", { ports: { 8081: 8081 } }), container("vault", { ports: { 80: 18200 } })]), cluster };
  const wishes = portWishes([...(app ? [app] : []), vault], new Map(), seen, EMPTY_STATE);
  expect(wishes.map(({ key, bound }) => [key, bound])).toEqual([["app.http", 8081], ["vault.api", 18200]]);
});
