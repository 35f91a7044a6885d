import { expect, test } from "vitest";
import { contentSql, isUnused, isUseNews, testTemplateName, usedComment } from "../../../../dev/data/postgres/isolate/template-name.ts";

const database = { name: "neotool_db", extensions: ["citext"], schemas: [{ name: "app", password: "secret" }] };
const NOW = new Date("2026-11-21T12:00:00Z");
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test("another definition or other migrations make another template; a password does not", () => {
  const name = testTemplateName(database, "m1");
  expect(name).toMatch(/^neotool~tests-[0-9a-f]{20}$/);
  expect(testTemplateName({ ...database, schemas: [{ name: "app", password: "other" }] }, "m1")).toBe(name);
  const others = [
    testTemplateName(database, "m2"),
    testTemplateName({ ...database, extensions: [] }, "m1"),
    testTemplateName({ ...database, schemas: [{ name: "security", password: "secret" }] }, "m1"),
  ];
  expect(new Set([name, ...others]).size).toBe(4);
});

test("what is in it belongs to one role, and names are quoted", () => {
  expect(contentSql({ extensions: ["uuid-ossp"], schemas: [{ name: 'a"b', password: "" }] }, "neotool~tests-1")).toEqual([
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"',
    'ALTER SCHEMA public OWNER TO "neotool~tests-1"',
    'CREATE SCHEMA IF NOT EXISTS "a""b" AUTHORIZATION "neotool~tests-1"',
  ]);
});

test("its use is written down at most once in an hour, and a week without any makes it go", () => {
  const comment = usedComment(NOW);
  expect([later(0.9), later(1.1), later(-2)].map((now) => isUseNews(comment, now))).toEqual([false, true, true]);
  expect([later(0), later(7 * 24 - 1), later(7 * 24 + 1)].map((now) => isUnused(comment, now))).toEqual([false, false, true]);
  for (const none of [null, "", "somebody's comment", "last used never"]) expect([isUseNews(none, NOW), isUnused(none, NOW)]).toEqual([true, true]);
});
