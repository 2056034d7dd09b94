package dev.lockstep.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a test a row of `operator/docs/disasters.md`: what was seen and how long it took is
/// measured from [DisasterTable.Row#strikes] on.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Disaster {
  /// What happens, as a title.
  String value();

  /// What exactly the test does.
  String done();
}
