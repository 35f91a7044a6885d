/**
 * Every failure this program understands. `exit` is the process's exit code (1 failed, 2 usage or invalid definition,
 * 130 interrupted); `docs/errors.md` has one section per code, and a test holds the two together.
 */
export const ERROR_CODES = {
  USAGE: { exit: 2 },
  CONFIG_INVALID: { exit: 2 },
  STACK_INVALID: { exit: 2 },
  DEPENDENCY_CYCLE: { exit: 2 },
  ENGINE_MISSING: { exit: 1 },
  ENGINE_STOPPED: { exit: 1 },
  ENGINE_FORBIDDEN: { exit: 1 },
  ENGINE_TOO_OLD: { exit: 1 },
  ENGINE_REMOTE: { exit: 1 },
  ENGINE_FAILED: { exit: 1 },
  ENGINE_UNFIT: { exit: 1 },
  IMAGE_UNAVAILABLE: { exit: 1 },
  IMAGE_BUILD_FAILED: { exit: 1 },
  BUNDLE_INVALID: { exit: 1 },
  CLUSTER_FAILED: { exit: 1 },
  DISK_FULL: { exit: 1 },
  PORT_BUSY: { exit: 1 },
  SERVICE_EXITED: { exit: 1 },
  SERVICE_OUT_OF_MEMORY: { exit: 1 },
  SERVICE_NOT_READY: { exit: 1 },
  SERVICE_NOT_RUNNING: { exit: 1 },
  TASK_FAILED: { exit: 1 },
  SEED_INVALID: { exit: 2 },
  SEED_FAILED: { exit: 1 },
  VOLUME_INCOMPATIBLE: { exit: 1 },
  CLUSTER_ID_MISMATCH: { exit: 1 },
  CREDENTIALS_REJECTED: { exit: 1 },
  NAME_TAKEN: { exit: 1 },
  INSTANCE_BUSY: { exit: 1 },
  STATE_UNREADABLE: { exit: 1 },
  STATE_UNWRITABLE: { exit: 1 },
  SNAPSHOT_UNKNOWN: { exit: 1 },
  SNAPSHOT_EXISTS: { exit: 1 },
  SNAPSHOT_INCOMPATIBLE: { exit: 1 },
  SNAPSHOT_DAMAGED: { exit: 1 },
  SNAPSHOT_FAILED: { exit: 1 },
  KEYS_MISSING: { exit: 1 },
  TOKEN_INVALID: { exit: 1 },
  RESET_INCOMPLETE: { exit: 1 },
  CONFIRMATION_REQUIRED: { exit: 2 },
  COMMAND_FAILED: { exit: 1 },
  TOOL_MISSING: { exit: 1 },
  SETUP_FAILED: { exit: 1 },
  SETUP_UNSUPPORTED: { exit: 1 },
  SETUP_NEEDS_ROOT: { exit: 1 },
  DOCTOR_FAILED: { exit: 1 },
  INTERRUPTED: { exit: 130 },
} as const satisfies Readonly<Record<string, { readonly exit: 1 | 2 | 130 }>>;

/** The closed union of failure codes. Stable: scripts match on it. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Where a code is explained, relative to the package. */
export const docAnchor = (code: ErrorCode): string => `docs/errors.md#${code.toLowerCase().replaceAll("_", "-")}`;
