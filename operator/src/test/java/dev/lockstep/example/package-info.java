/// `migrations-example/`, taken as users take it: as the base of a kustomization of their own.
@NullMarked
package dev.lockstep.example;

import org.jspecify.annotations.NullMarked;
