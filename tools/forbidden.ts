// Path target of every import that a layer must not have (see "paths" in each tsconfig.json). It belongs to no
// project, so the compiler rejects such an import.
export {};
