import { expect, test } from "vitest";
import { closest, unknownName } from "../../dev/platform/closest.ts";

const SERVICES = ["kafka", "postgres", "pgbouncer", "vault", "minio"];

test.each([
  ["postgre", "postgres"],
  ["kafak", "kafka"], // neighbours swapped are one slip
  ["POSTGRES", "postgres"],
  ["mino", "minio"],
  ["pgbuoncer", "pgbouncer"],
])("%s was meant to be %s", (word, meant) => {
  expect(closest(word, SERVICES)).toBe(meant);
});

test.each(["redis", "", "xyzzy", "graph"])("%j is like nothing that is known", (word) => {
  expect(closest(word, SERVICES)).toBeUndefined();
});

test("where nothing is known, nothing was meant", () => {
  expect(closest("kafka", [])).toBeUndefined();
});

test("an unknown word is answered with the one that was probably meant, and all that there are", () => {
  expect(unknownName("service", "postgre", SERVICES)).toMatchObject({
    code: "USAGE",
    message: 'There is no service "postgre"; did you mean "postgres"?',
    hint: "Known: kafka, postgres, pgbouncer, vault, minio.",
  });
  expect(unknownName("service", "redis", SERVICES).message).toBe('There is no service "redis"');
});

test("where nothing is known, the answer says so", () => {
  expect(unknownName("topic", "orders", []).hint).toBe("Known: none.");
});
