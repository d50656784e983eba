/** In place of what a package loads for uses that nobody here makes of it. */
export {};
