import { expect, test } from "vitest";
import { EMPTY_STATE } from "../../dev/instance/state.ts";
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
