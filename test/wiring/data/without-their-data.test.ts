import { expect, test } from "vitest";
import { parseScopes } from "../../../dev/data/reset/scope.ts";
import { withoutTheirData } from "../../../dev/wiring/data/without-their-data.ts";
import { desired, desiredContainer, desiredTask } from "../../support/builders.ts";

const DESIRED = desired(desiredContainer("postgres"), desiredTask("databases", { target: "postgres" }), desiredContainer("unleash", { dataIn: { service: "postgres", database: "unleash_db" } }));
const of = (...scopes: readonly string[]) => withoutTheirData(DESIRED, parseScopes(scopes));

test("a service loses its data with the database that they are in, and with no other", () => {
  expect([of("postgres"), of("postgres:unleash_db"), of("postgres:neotool_db", "postgres:unleash_db.unleash")]).toEqual([["unleash"], ["unleash"], ["unleash"]]);
  expect([of("postgres:neotool_db"), of("kafka", "mail")]).toEqual([[], []]);
});
