import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import type { Machine } from "../../dev/setup/machine.ts";
import { engineStateOf, formatSetup, planSetup, type EngineState } from "../../dev/setup/plan-setup.ts";
import { failureOf } from "../support/failure.ts";
import { machine } from "../support/machine.ts";

const PRIVILEGES = ["root", "sudo", "none"] as const;
const MANAGERS = ["systemd", "sysvinit", "none"] as const;

const plan = (over: Partial<Machine>, engine: EngineState, images = 0) => planSetup(machine(over), engine, images, "ana");
const ids = (...args: Parameters<typeof plan>) => plan(...args).map(({ id }) => id);
const failure = (...args: Parameters<typeof plan>) => failureOf(new Promise((resolve) => resolve(plan(...args))));

test.each<[EngineState, (typeof PRIVILEGES)[number], readonly string[]]>([
  ["missing", "root", ["install-engine", "start-engine", "check-engine"]],
  ["missing", "sudo", ["install-engine", "start-engine", "allow-user", "check-engine"]],
  ["missing", "none", ["install-engine", "start-engine", "check-engine"]],
  ["stopped", "root", ["start-engine", "check-engine"]],
  ["stopped", "sudo", ["start-engine", "allow-user", "check-engine"]],
  ["stopped", "none", ["start-engine", "check-engine"]],
  ["forbidden", "root", ["allow-user", "check-engine"]],
  ["forbidden", "sudo", ["allow-user", "check-engine"]],
  ["forbidden", "none", ["allow-user", "check-engine"]],
  ["runs", "root", []],
  ["runs", "sudo", []],
  ["runs", "none", []],
])("where the engine is %s and root's rights come by %s, the steps are %j, whatever starts services", (engine, privilege, steps) => {
  for (const serviceManager of MANAGERS) {
    expect(ids({ privilege, serviceManager }, engine)).toEqual(steps);
    expect(ids({ privilege, serviceManager }, engine, 2)).toEqual([...steps, "find-images"]);
  }
});

test("where packages do not come from apt, only a missing engine is beyond us", async () => {
  for (const privilege of PRIVILEGES) {
    for (const serviceManager of MANAGERS) {
      const over = { hasApt: false, system: "Fedora Linux 43", privilege, serviceManager } as const;
      expect(await failure(over, "missing", 5)).toMatchObject({ code: "SETUP_UNSUPPORTED", message: "neotool does not install a container engine on Fedora Linux 43", hint: expect.stringContaining("Podman") });
      for (const engine of ["stopped", "forbidden", "runs"] as const) expect(ids(over, engine)).toEqual(ids({ ...over, hasApt: true }, engine));
    }
  }
});

test("an engine that is another program's virtual machine is not started by us", async () => {
  const mac = { isLinux: false, hasApt: false, system: "darwin", serviceManager: "none" } as const;
  expect(await failure(mac, "stopped")).toMatchObject({ code: "SETUP_UNSUPPORTED", hint: expect.stringContaining("open Docker Desktop") });
  expect(await failure(mac, "missing")).toMatchObject({ code: "SETUP_UNSUPPORTED" });
  expect(ids(mac, "runs", 1)).toEqual(["find-images"]);
});

test.each([
  ["systemd", "systemctl enable --now docker.service"],
  ["sysvinit", "service docker start"],
  ["none", "dockerd"],
] as const)("what %s starts the engine with is shown before it is done", (serviceManager, command) => {
  expect(plan({ serviceManager }, "stopped")[0]).toMatchObject({ id: "start-engine", commands: [command] });
});

test("people read the whole plan, with its commands, before they agree", () => {
  expect(formatSetup(plan({}, "missing", 3))).toBe(
    [
      "  1. Install the container engine from the system's packages",
      "       apt-get update",
      "       apt-get install --no-install-recommends docker.io iptables ca-certificates",
      "  2. Start the container engine",
      "       systemctl enable --now docker.service",
      "  3. Allow ana to use the engine",
      "       usermod --append --groups docker ana",
      "  4. Check that its networks, volumes and ports work",
      "  5. Find 3 missing images, or build stand-ins from packages",
    ].join("\n"),
  );
  expect(formatSetup(plan({}, "runs", 1))).toBe("  1. Find 1 missing image, or build stand-ins from packages");
  expect(formatSetup([])).toBe("");
});

test("what a cluster needs and this machine lacks is compiled for neotool alone, before images are looked for", () => {
  const programs = [
    { name: "k3d", version: "5.8.3", folder: "/home/ana/.cache/neotool/tools/k3d/5.8.3", script: "/opt/neotool/scripts/programs/k3d/build.sh" },
    { name: "kubectl", version: "1.33.13", folder: "/home/ana/.cache/neotool/tools/kubectl/1.33.13", script: "/opt/neotool/scripts/programs/kubectl/build.sh" },
  ] as const;
  expect(formatSetup(planSetup(machine(), "runs", 1, "ana", programs))).toBe(
    [
      "  1. Compile k3d 5.8.3 and kubectl 1.33.13 from Go modules, for neotool alone (with Go from the system's packages, where it is missing)",
      "       bash /opt/neotool/scripts/programs/k3d/build.sh /home/ana/.cache/neotool/tools/k3d/5.8.3",
      "       bash /opt/neotool/scripts/programs/kubectl/build.sh /home/ana/.cache/neotool/tools/kubectl/1.33.13",
      "  2. Find 1 missing image, or build stand-ins from packages",
    ].join("\n"),
  );
});

test("the engine's state is told by its error; what setup cannot mend stays an error", () => {
  const error = (code: ConstructorParameters<typeof DevError>[0]) => new DevError(code, "", { hint: "" });
  expect([error("ENGINE_MISSING"), error("ENGINE_STOPPED"), error("ENGINE_FORBIDDEN")].map(engineStateOf)).toEqual(["missing", "stopped", "forbidden"]);
  for (const other of [error("ENGINE_TOO_OLD"), error("ENGINE_REMOTE"), error("ENGINE_FAILED"), new TypeError("bug")]) expect(() => engineStateOf(other)).toThrow(other);
});
