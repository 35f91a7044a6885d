import { hostname } from "node:os";
import { expect, test } from "vitest";
import { folderPlace } from "../../dev/platform/folder-place.ts";

test("the place of folders is the same each time, differs between systems, and tells no name", () => {
  expect(folderPlace("linux")).toBe(folderPlace("linux"));
  expect(new Set([folderPlace("linux"), folderPlace("darwin"), folderPlace("win32")]).size).toBe(3);
  expect(folderPlace()).toMatch(/^[0-9a-f]{12}$/);
  expect(folderPlace()).not.toContain(hostname());
});
