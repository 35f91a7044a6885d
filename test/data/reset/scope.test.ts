import { expect, test } from "vitest";
import { allOf, parseScopes, storesIn } from "../../../dev/data/reset/scope.ts";
import { mistakeOf } from "../../support/failure.ts";

test("a store alone means all of it, and a part of it only that part", () => {
  expect(parseScopes(["kafka", "postgres:neotool_db.app", "minio:exports/2026/", "vault:secret/app", "prometheus"])).toEqual({
    kafka: "all",
    postgres: [{ database: "neotool_db", schema: "app" }],
    minio: [{ bucket: "exports", prefix: "2026/" }],
    vault: [{ path: "secret/app" }],
    prometheus: "all",
  });
});

test("all of a store holds its parts, whichever was said first", () => {
  expect(parseScopes(["postgres:a", "postgres"])).toEqual({ postgres: "all" });
  expect(parseScopes(["postgres", "postgres:a"])).toEqual({ postgres: "all" });
  expect(parseScopes(["postgres:a", "postgres:b"])).toEqual({ postgres: [{ database: "a", schema: undefined }, { database: "b", schema: undefined }] });
});

test("topics may be patterns, groups are named as such, and the key pair has a word of its own", () => {
  expect(parseScopes(["kafka:orders.*", "kafka:group/billing", "vault:jwt"])).toEqual({ kafka: [{ topics: "orders.*" }, { group: "billing" }], vault: [{ jwt: true }] });
});

test.each([
  ["postgre", 'There is no store "postgre"; did you mean "postgres"?'],
  ["postgres:", "nothing comes after postgres:"],
  ["postgres:a.b.c", "comes a database, or <database>.<schema>"],
  ["postgres:a.", "comes a database, or <database>.<schema>"],
  ["kafka:group/", "comes the id of a consumer group"],
  ["vault:/", "a path with its mount"],
  ["loki:logs", "loki is wiped as a whole"],
])("%s is refused with what is wrong about it", async (text, words) => {
  const error = await mistakeOf(() => parseScopes([text]));
  expect(error.code).toBe("USAGE");
  expect(error.message).toContain(words);
});

test("stores are shown in one order, whatever order they were asked for in", () => {
  expect(storesIn(parseScopes(["vault", "postgres:a"]))).toEqual(["postgres", "vault"]);
  expect(storesIn(allOf(["loki", "kafka"]))).toEqual(["kafka", "loki"]);
});
