import { connectEngine, type Engine } from "../docker/connect.ts";
import { enginePlatform, type EngineInfo } from "../docker/info.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { DevError } from "../errors/dev-error.ts";
import { isAtLeast } from "../platform/version.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { withInfo } from "./with-info.ts";

const LEAST_NODE = "22.22.0";

const fromError = (error: unknown): CheckResult => {
  if (error instanceof DevError) return { verdict: "fail", detail: error.message, fix: error.hint };
  throw error;
};

export const judgeNode = (have: string): CheckResult =>
  isAtLeast(have, LEAST_NODE) ? pass(have) : { verdict: "fail", detail: `${have}, need ${LEAST_NODE} or later`, fix: "nvm install 24 && nvm use 24" };

export const nodeCheck: Check = { id: "node", title: "Node", run: async () => judgeNode(process.versions.node) };

/** Docker Engine from here on mounts a container's volumes where nothing else removes them (ADR 26). */
const SAFE_DOCKER = "23.0";

/** @param found Where it is, and what it is. */
const judgeEngine = ({ product, version }: Engine, found: string): CheckResult =>
  product !== "Docker" || isAtLeast(version, SAFE_DOCKER)
    ? pass(found)
    : {
        verdict: "warn",
        detail: `${found}; before ${SAFE_DOCKER}, \`docker cp\` of a container that is being removed empties its volumes`,
        fix: `Upgrade Docker to ${SAFE_DOCKER} or later; until then, copy out of containers that nobody removes.`,
      };

export const engineCheck = (surroundings: EngineEnvironment): Check => ({
  id: "engine",
  title: "Container engine",
  run: async () => {
    try {
      const engine = await connectEngine(surroundings);
      const { version, apiVersion, socket, source } = engine;
      return judgeEngine(engine, `${version} (API ${apiVersion}, ${await enginePlatform(socket)}) at ${socket}, chosen by: ${source}`);
    } catch (error) {
      return fromError(error);
    }
  },
});

/** Log lines and tokens are dated by both clocks; a token's `nbf` and `exp` forgive a minute at most. */
const SKEW_SECONDS = 5;
const TOO_MUCH_SKEW_SECONDS = 60;

/** @param skewMs The engine's clock minus this machine's. */
export const judgeSkew = (skewMs: number): CheckResult => {
  const seconds = Math.abs(skewMs) / 1000;
  if (seconds <= SKEW_SECONDS) return pass(`${seconds.toFixed(1)} s apart`);
  const detail = `the engine's clock is ${Math.round(seconds)} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's`;
  return { verdict: seconds > TOO_MUCH_SKEW_SECONDS ? "fail" : "warn", detail, fix: "The clock of a virtual machine stands still while the laptop sleeps: restart Docker Desktop, Colima or the like, or synchronise the clock (timedatectl)." };
};

/** Signed tokens and time-outs of brokers fail where the engine's clock is not this machine's. */
export const clockCheck = (surroundings: EngineEnvironment, now: () => Date): Check => ({
  id: "clock",
  title: "Clocks of the engine and this machine",
  run: async () => {
    const asked = now().getTime();
    return withInfo(surroundings, ({ SystemTime }) => {
      if (SystemTime === undefined) return pass("the engine does not say");
      const middle = (asked + now().getTime()) / 2; // the answer took time, too
      return judgeSkew(Date.parse(SystemTime) - middle);
    });
  },
});

/** What is known of the file systems under everything. */
export interface Storage {
  readonly driver: string;
  readonly operatingSystem: string;
  /** Type of the working copy's file system as Linux numbers it; `undefined` elsewhere. */
  readonly workingCopyType: number | undefined;
  /** Whether the engine's ext4 writes a journal; `undefined`: it is none, or on another machine. */
  readonly hasJournal: boolean | undefined;
}

/** What is asked of a path. */
export interface DiskQuestions {
  typeOf(path: string): Promise<number | undefined>;
  hasJournal(path: string): Promise<boolean | undefined>;
}

/** Linux's numbers of file systems that cross a network or a virtual machine's wall. */
const SLOW_TYPES: Readonly<Record<number, string>> = { 0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x01021997: "9p (a Windows drive under WSL)", 0x65735546: "FUSE" };

export const judgeStorage = ({ driver, operatingSystem, workingCopyType, hasJournal }: Storage): CheckResult => {
  const slow = workingCopyType === undefined ? undefined : SLOW_TYPES[workingCopyType];
  if (slow !== undefined) return { verdict: "warn", detail: `the working copy is on ${slow}, which is many times slower than a disk`, fix: "Keep the working copy on a local disk; under WSL in the Linux file system (~), not below /mnt/c." };
  if (driver === "vfs") return { verdict: "warn", detail: "the engine's storage driver is vfs: it copies whole images for each container, slowly", fix: "Use overlay2 (docker info shows the driver); a file system below it that cannot do it is the usual reason." };
  if (hasJournal === false) {
    return {
      verdict: "warn",
      detail: "the engine's disk is an ext4 without a journal: for minutes after many files were deleted, each new one takes up to thirty times as long, and so do databases and containers",
      fix: "Give the engine a disk with one (data-root in /etc/docker/daemon.json), or this one a journal while it is not mounted: tune2fs -O has_journal.",
    };
  }
  return pass(/desktop/i.test(operatingSystem) ? `${driver} in the virtual machine of ${operatingSystem}: give it enough CPUs and memory in its settings` : driver);
};

export const storageCheck = (surroundings: EngineEnvironment, workingCopy: string, disk: DiskQuestions): Check => ({
  id: "storage",
  title: "File systems",
  run: () =>
    withInfo(surroundings, async ({ Driver, OperatingSystem, DockerRootDir }: EngineInfo) =>
      judgeStorage({ driver: Driver, operatingSystem: OperatingSystem ?? "", workingCopyType: await disk.typeOf(workingCopy), hasJournal: await disk.hasJournal(DockerRootDir) }),
    ),
});
