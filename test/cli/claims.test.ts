import { expect, test } from "vitest";
import { claimsFrom } from "../../dev/cli/claims.ts";

test("a claim is JSON where it is some, and text otherwise", () => {
  expect(claimsFrom("alice", ["admin", "dev"], ["tenant=acme", "level=3", 'permissions=["read"]', "query=a=b", "empty="])).toEqual({
    sub: "alice", roles: ["admin", "dev"], tenant: "acme", level: 3, permissions: ["read"], query: "a=b", empty: "",
  });
  expect(claimsFrom(undefined, [], [])).toEqual({});
});

test.each([
  ["tenant", "--claim tenant names no value"],
  ["=x", "--claim =x names no value"],
  ["exp=1", "--claim exp is not for you to set: --ttl says when it ends"],
  ["sub=bob", "--claim sub is not for you to set: --sub says whose it is"],
])("--claim %s is refused in words", (claim, message) => {
  expect(() => claimsFrom("alice", [], [claim])).toThrow(message);
});
