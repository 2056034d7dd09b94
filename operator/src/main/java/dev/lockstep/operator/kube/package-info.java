/// The Kubernetes code that both controllers share.
///
/// - [Labels] and [JobNames] name what the operator creates; [Conditions] and [Events] report.
/// - [OwnStatus] and [DatabaseIdentity] show whether a status belongs to this object and this
///   database.
/// - [GatedPods], [ScriptIndex] and [ConfigMapMetadata] read objects of users.
/// - [SlimClients] is the entry to the API server: its clients trim objects while they parse them
///   ([SlimObjects], [SlimMetadata]), so one namespace cannot fill the operator's memory.
/// - [Lanes] limits the passes of one namespace that are in progress at the same time.
@NullMarked
package dev.lockstep.operator.kube;

import org.jspecify.annotations.NullMarked;
