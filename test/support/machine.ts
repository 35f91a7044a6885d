import type { Machine } from "../../dev/setup/machine.ts";

/** A Debian machine with systemd, whose user has sudo; what a test is about is laid over it. */
export const machine = (over: Partial<Machine> = {}): Machine => ({
  system: "Debian GNU/Linux 13 (trixie)",
  isLinux: true,
  hasApt: true,
  privilege: "sudo",
  serviceManager: "systemd",
  ...over,
});
