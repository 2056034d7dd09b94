package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.SchemaInventory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an adoption has to know of a database without a Lockstep history.
public interface AdoptionSource {
  /// The histories that other tools have left. Without a run's lock it is what anybody may read.
  ///
  /// @param table the table of one, where it is named; otherwise they are looked for
  List<PriorHistory> priorHistories(@Nullable String table);

  /// The histories of other tools that lie in other schemas.
  List<ForeignHistory> historiesElsewhere();

  /// The objects that the schema holds beside the history.
  SchemaInventory inventory();

  /// Reports a warning that does not stop the adoption.
  void warn(String sentence);
}
