package dev.lockstep.operator.migration.observation;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Optional;

/// The conditions of a Job.
record JobConditions(List<JobCondition> all) {
  JobConditions {
    all = List.copyOf(all);
  }

  static JobConditions of(Job job) {
    return new JobConditions(job.getStatus() == null ? List.of() : job.getStatus().getConditions());
  }

  Optional<JobCondition> find(String type, String status) {
    return all.stream()
        .filter(one -> type.equals(one.getType()) && status.equals(one.getStatus()))
        .findFirst();
  }

  /// Returns the failure; Kubernetes announces it before the pods of the Job have ended.
  Optional<JobCondition> failed() {
    return find("Failed", "True").or(() -> find("FailureTarget", "True"));
  }

  /// Returns the failure or success of a Job that has ended.
  Optional<JobCondition> finished() {
    Optional<JobCondition> complete = find("Complete", "True");
    return complete.isPresent() || find("Failed", "True").isPresent()
        ? failed().or(() -> complete)
        : Optional.empty();
  }
}
