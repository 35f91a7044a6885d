import { engineGet } from "./http.ts";

/** What an engine says of itself and its machine, as far as we ask. Older engines and Podman leave keys out. */
export interface EngineInfo {
  readonly DockerRootDir: string;
  readonly MemTotal: number;
  readonly NCPU: number;
  /** Of its storage: `overlay2`, `vfs`. */
  readonly Driver: string;
  /** `Docker Desktop`, or the name of a distribution. */
  readonly OperatingSystem?: string;
  /** Its clock, ISO 8601. */
  readonly SystemTime?: string;
  /** For example `name=rootless`. */
  readonly SecurityOptions?: readonly string[] | null;
  /** Where the addresses of networks come from; absent: the engine's own defaults. */
  readonly DefaultAddressPools?: readonly { readonly Base: string; readonly Size: number }[] | null;
}

interface VersionAnswer {
  readonly Os?: string;
  readonly Arch?: string;
}

/** `linux/amd64` and the like: what images an engine runs without emulation. @throws {DevError} `ENGINE_FAILED`. */
export const enginePlatform = async (socket: string): Promise<string> => {
  const { Os, Arch } = await engineGet<VersionAnswer>(socket, "/version");
  return `${Os ?? "linux"}/${Arch ?? "unknown"}`;
};

/** @throws {DevError} `ENGINE_FAILED` when it does not answer in time; the signal's reason when it is aborted. */
export const engineInfo = (socket: string, timeoutMs: number, signal?: AbortSignal): Promise<EngineInfo> => engineGet<EngineInfo>(socket, "/info", timeoutMs, signal);
