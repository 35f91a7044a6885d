import { createServer } from "node:net";
import { expect, test } from "vitest";
import { reachIn, reachOf } from "../../dev/platform/listeners.ts";

const table = (...rows: readonly string[]): string => ["  sl  local_address rem_address   st", ...rows].join("\n");
const listening = (address: string, port = "1F90"): string => `   0: ${address}:${port} 00000000:0000 0A 00000000:00000000`;

test.each([
  ["every IPv4 address", "00000000", "addresses"],
  ["every address", "00000000000000000000000000000000", "addresses"],
  ["an address of the network", "0A01A8C0", "addresses"],
  ["127.0.0.1", "0100007F", "loopback"],
  ["another address of the loopback", "3500007F", "loopback"],
  ["::1", "00000000000000000000000001000000", "loopback"],
  ["127.0.0.1 as Java says it", "0000000000000000FFFF00000100007F", "loopback"],
] as const)("who listens on %s is reached so", (_what, address, reach) => {
  expect(reachIn([table(listening(address))], 8080)).toBe(reach);
});

test("one address that is reached is enough", () => {
  expect(reachIn([table(listening("0100007F")), table(listening("00000000000000000000000000000000"))], 8080)).toBe("addresses");
});

test("another port, and a connection instead of a listener, are nobody", () => {
  expect(reachIn([table(listening("00000000", "1F91"), "   1: 0100007F:1F90 0100007F:0050 01 00000000:00000000")], 8080)).toBe("nobody");
});

test("a real listener is found where it listens", async () => {
  for (const [host, reach] of [["127.0.0.1", "loopback"], ["0.0.0.0", "addresses"]] as const) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    expect(await reachOf(typeof address === "object" && address !== null ? address.port : 0)).toBe(process.platform === "linux" ? reach : "nobody");
    await new Promise((resolve) => server.close(resolve));
  }
});
