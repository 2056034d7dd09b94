/// The SchemaMigration resource, version v1alpha1, as records. The entry is [SchemaMigration]. The
/// CRD is generated from these records, their validation rules and their descriptions.
///
/// - [SchemaMigrationSpec] is what users write, with its parts in the package `spec`.
/// - [SchemaMigrationStatus] is what the operator writes, with its parts in the package `status`.
/// - [LenientDeserializer] returns a value even for a part that cannot be read, because one bad
///   object in a LIST would stop the informer for all others.
/// - [LockstepNames] holds the labels and annotations that users write.
@NullMarked
package dev.lockstep.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
