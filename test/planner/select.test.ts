import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import { selectServices, servicesInView, type Selection } from "../../dev/planner/select.ts";
import { service, stack, task } from "../support/builders.ts";

const all = stack(
  [
    service("postgres"),
    service("pgbouncer", { dependsOn: { postgres: "ready" } }),
    service("vault"),
    service("minio"),
    task("keys"),
    task("vault-keys", { target: "vault", dependsOn: { vault: "ready", keys: "completed" } }),
    task("databases", { target: "postgres", dependsOn: { postgres: "ready" } }),
    task("publish", { target: "minio", dependsOn: { minio: "ready", keys: "completed" } }),
  ],
  { profiles: { core: ["postgres", "pgbouncer", "vault"], data: ["postgres"] }, defaultProfile: "core" },
);

const names = (selection: Selection) => selectServices(all, selection).map(({ name }) => name);
const failure = (selection: Selection): DevError => {
  try {
    names(selection);
  } catch (error) {
    if (error instanceof DevError) return error;
  }
  throw new Error("it should have been refused");
};

test("nothing asked for is the default profile, with the one-shots that work on it and what they need", () => {
  expect(names({})).toEqual(["postgres", "pgbouncer", "vault", "keys", "vault-keys", "databases"]);
});

test("a profile is a named subset", () => {
  expect(names({ profile: "data" })).toEqual(["postgres", "databases"]);
});

test("a single service brings along what it depends on, and nothing else", () => {
  expect(names({ only: ["pgbouncer"] })).toEqual(["postgres", "pgbouncer", "databases"]);
});

test("what is left out takes its one-shots with it", () => {
  expect(names({ without: ["vault"] })).toEqual(["postgres", "pgbouncer", "databases"]);
  expect(names({ without: ["databases"] })).toEqual(["postgres", "pgbouncer", "vault", "keys", "vault-keys"]);
});

test("what others need cannot be left out, and the error says who needs it", () => {
  const error = failure({ without: ["postgres"] });
  expect(error.code).toBe("USAGE");
  expect(error.message).toBe("postgres cannot be left out: pgbouncer needs it");
  expect(error.hint).toBe("Leave out pgbouncer too: --without postgres --without pgbouncer");
});

test("leaving out both is fine", () => {
  expect(names({ without: ["postgres", "pgbouncer"] })).toEqual(["vault", "keys", "vault-keys"]);
});

test("what is asked for by name cannot be left out as well", () => {
  expect(failure({ only: ["vault", "minio"], without: ["vault"] }).message).toBe("vault cannot be both asked for and left out");
  expect(names({ only: ["minio"], also: ["vault"], without: ["vault"] })).toEqual(["minio", "keys", "publish"]);
});

test("an unknown service or profile is refused with what was probably meant", () => {
  expect(failure({ only: ["postgre"] }).message).toBe('There is no service "postgre"; did you mean "postgres"?');
  expect(failure({ without: ["kafka"] }).hint).toContain("Known: postgres, pgbouncer");
  expect(failure({ profile: "cor" }).message).toBe('There is no profile "cor"; did you mean "core"?');
});

test("people look at the default profile, and at whatever else has a container", () => {
  const whole = stack([service("a"), service("b"), service("c")], { profiles: { some: ["a"], all: ["a", "b", "c"] }, defaultProfile: "some" });
  expect(servicesInView(whole, new Map([["c", {}]])).map(({ name }) => name)).toEqual(["a", "c"]);
});

test("a one-shot that is for those who depend on it is done only where one of them is", () => {
  const flags = stack([service("postgres"), service("unleash", { dependsOn: { "unleash-database": "completed" } }), task("unleash-database", { target: "postgres", doneFor: "dependant", dependsOn: { postgres: "ready" } })]);
  const chosen = (only: readonly string[]) => selectServices(flags, { only }).map(({ name }) => name);
  expect(chosen(["postgres"])).toEqual(["postgres"]);
  expect(chosen(["unleash"])).toEqual(["postgres", "unleash", "unleash-database"]);
});
