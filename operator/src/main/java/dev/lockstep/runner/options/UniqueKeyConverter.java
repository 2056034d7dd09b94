package dev.lockstep.runner.options;

import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Converts the names of an option's `name=value` pairs and rejects a name that is repeated.
final class UniqueKeyConverter implements ITypeConverter<String> {
  private final Set<String> seen = new HashSet<>();

  @Override
  public String convert(String name) {
    if (name.isBlank()) {
      throw new TypeConversionException("no name before the '=': write NAME=VALUE");
    }
    if (!seen.add(name)) {
      throw new TypeConversionException("'%s' is given more than once: keep one".formatted(name));
    }
    return name;
  }
}
