import { expect, test } from "vitest";
import { onlyMissing } from "../../dev/engine/missing.ts";
import { initialView, type ServiceView, type View } from "../../dev/engine/view.ts";
import { reportError } from "../../dev/errors/format.ts";
import type { ErrorCode } from "../../dev/errors/codes.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { desired, desiredContainer, observed } from "../support/builders.ts";

const viewOf = (...changes: readonly (readonly [string, Partial<ServiceView>])[]): View => {
  const names = ["postgres", "grafana", "alerts"];
  const view = initialView(desired(...names.map((name) => desiredContainer(name))), observed(), [], 0);
  const changed = new Map(changes);
  return { ...view, services: new Map([...view.services].map(([name, service]) => [name, { ...service, phase: "ready", ...changed.get(name) }])) };
};
const failed = (code: ErrorCode) => ({ phase: "failed", error: reportError(new DevError(code, `${code} it is`, { hint: "?" })) }) as const;

test("services without an image, and what needs them, are all that is missing", () => {
  expect(onlyMissing(viewOf(["grafana", failed("IMAGE_UNAVAILABLE")], ["alerts", { phase: "skipped" }]))).toEqual({
    services: [{ name: "grafana", reason: "IMAGE_UNAVAILABLE it is" }],
    skipped: ["alerts"],
  });
});

test("a run in which something else failed, too, is no run without an image", () => {
  expect(onlyMissing(viewOf(["grafana", failed("IMAGE_UNAVAILABLE")], ["postgres", failed("SERVICE_EXITED")]))).toBeUndefined();
});

test("nothing is missing where nothing failed", () => {
  expect(onlyMissing(viewOf())).toBeUndefined();
});
