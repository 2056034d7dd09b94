package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.SchemaInventory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facts of a database that an adoption needs.
public interface AdoptionSource {
  /// The histories of other tools. Reading them does not require the run lock.
  ///
  /// @param table the table of the history; null to search for it
  List<PriorHistory> priorHistories(@Nullable String table);

  /// The histories of other tools in other schemas.
  List<ForeignHistory> historiesElsewhere();

  /// The objects of the schema apart from the history.
  SchemaInventory inventory();

  /// Reports a warning that does not stop the adoption.
  void warn(String sentence);
}
