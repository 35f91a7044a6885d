/** Runs a program where processes have other numbers, as in another container. It ends with the one that started it. */
export const AMONG_OTHER_PROCESSES = ["unshare", ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]), "--pid", "--fork", "--kill-child", "--mount-proc"];
