import { expect, test } from "vitest";
import { applicationsCheck, judgeApplications } from "../../dev/doctor/applications.ts";

test("a program that listens on 127.0.0.1 alone is named with what to do", async () => {
  const check = applicationsCheck({ app: 8081, web: 3000 }, async (port) => (port === 8081 ? "loopback" : "addresses"));
  expect(await check.run()).toMatchObject({ verdict: "warn", detail: expect.stringContaining("app (8081)"), fix: expect.stringContaining("0.0.0.0") });
});

test("programs that do not run are nothing to mend, and those that are reached are named", () => {
  expect(judgeApplications([{ name: "app", port: 8081, reach: "nobody" }])).toEqual({ verdict: "pass", detail: "none runs" });
  expect(judgeApplications([{ name: "app", port: 8081, reach: "addresses" }])).toEqual({ verdict: "pass", detail: "to be reached: app (8081)" });
});
