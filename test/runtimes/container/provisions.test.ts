import { expect, test } from "vitest";
import { instanceOf } from "../../../dev/model/instance.ts";
import { provisionOf } from "../../../dev/runtimes/container/provisions.ts";

const instance = instanceOf("/home/ada/shop");
type Inspected = Parameters<typeof provisionOf>[0];

const BARE: Inspected["HostConfig"] = { Memory: 0, NanoCpus: 0, CpuQuota: 0, CpuPeriod: 0, ReadonlyRootfs: false, Privileged: false, CapAdd: null, CapDrop: null, SecurityOpt: null };
const IMAGE = { Id: "sha256:1", RepoDigests: [`postgres@sha256:${"a".repeat(64)}`], Config: { Cmd: ["postgres"], Env: ["PATH=/bin", "PG_MAJOR=18"] } };

const container = (over: { readonly config?: Partial<Inspected["Config"]>; readonly host?: Partial<Inspected["HostConfig"]>; readonly mounts?: Inspected["Mounts"] } = {}): Inspected => ({
  Image: "sha256:1",
  State: { Running: true },
  Config: { Image: "postgres:18.1", Cmd: ["postgres"], Env: ["PATH=/bin", "PG_MAJOR=18"], User: "", ...over.config },
  Mounts: over.mounts ?? [],
  HostConfig: { ...BARE, ...over.host },
});

test("what a container has of its image is not what it was given", () => {
  expect(provisionOf(container(), IMAGE, IMAGE, instance)).toEqual({
    image: { reference: "postgres:18.1", digests: [`sha256:${"a".repeat(64)}`], isOutdated: false },
    command: undefined,
    env: new Map(),
    mounts: [],
    memory: undefined,
    cpu: undefined,
    user: undefined,
    hasReadOnlyRoot: false,
    isPrivileged: false,
    mayGainRights: true,
    addedCapabilities: [],
    droppedCapabilities: [],
    replicas: 1,
  });
});

test("what it was given is told in the words of Kubernetes", () => {
  const given = container({
    config: { Cmd: ["postgres", "-c", "fsync=off"], Env: ["PATH=/bin", "PG_MAJOR=17", "A=b=c"], User: "70:70" },
    host: { Memory: 512 * 1024 * 1024, NanoCpus: 500_000_000, ReadonlyRootfs: true, Privileged: true, CapAdd: ["CAP_NET_ADMIN"], CapDrop: ["all"], SecurityOpt: ["no-new-privileges"] },
  });
  expect(provisionOf(given, IMAGE, IMAGE, instance)).toMatchObject({
    command: ["postgres", "-c", "fsync=off"],
    env: new Map([["PG_MAJOR", "17"], ["A", "b=c"]]),
    memory: "512Mi",
    cpu: "500m",
    user: "70",
    hasReadOnlyRoot: true,
    isPrivileged: true,
    mayGainRights: false,
    addedCapabilities: ["NET_ADMIN"],
    droppedCapabilities: ["ALL"],
  });
  expect(provisionOf(container({ host: { CpuQuota: 150_000, CpuPeriod: 100_000 } }), IMAGE, IMAGE, instance).cpu).toBe("1500m");
});

test("only a volume of the instance holds data that outlive the container", () => {
  const mounts = [
    { Type: "volume", Name: `neotool-${instance.id}-postgres-data`, Destination: "/var/lib/postgresql", RW: true },
    { Type: "volume", Name: "f".repeat(64), Destination: "/anonymous", RW: true },
    { Type: "bind", Destination: "/machine", RW: true },
    { Type: "bind", Destination: "/logs", RW: false },
    { Type: "tmpfs", Destination: "/tmp", RW: true },
  ];
  expect(provisionOf(container({ mounts }), IMAGE, IMAGE, instance).mounts.map(({ path, kind }) => `${path} ${kind}`)).toEqual(["/var/lib/postgresql data", "/anonymous temporary", "/machine host", "/logs config", "/tmp temporary"]);
});

test("an image that lost its name to another is outdated, one whose name is gone is not", () => {
  const isOutdated = (named: typeof IMAGE | undefined) => provisionOf(container(), IMAGE, named, instance).image.isOutdated;
  expect([isOutdated(IMAGE), isOutdated({ ...IMAGE, Id: "sha256:2" }), isOutdated(undefined)]).toEqual([false, true, false]);
});

test("a container whose image was removed is told with all it has", () => {
  expect(provisionOf(container(), undefined, undefined, instance)).toMatchObject({ image: { digests: [] }, command: ["postgres"], env: new Map([["PATH", "/bin"], ["PG_MAJOR", "18"]]) });
});
