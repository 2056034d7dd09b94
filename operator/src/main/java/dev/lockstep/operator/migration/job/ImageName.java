package dev.lockstep.operator.migration.job;

import java.util.Optional;

/// The parsed name of an image.
///
/// @param repository the registry and name, in full also for images of the default registry
/// @param tag the tag, if there is one
/// @param digest the digest, if there is one
public record ImageName(String repository, Optional<String> tag, Optional<String> digest) {
  private static final String DEFAULT_REGISTRY = "docker.io/";
  private static final String OLD_DEFAULT_REGISTRY = "index.docker.io/";

  public static ImageName of(String text) {
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.lastIndexOf(':');
    boolean tagged = colon > named.lastIndexOf('/');
    return new ImageName(
        full(tagged ? named.substring(0, colon) : named),
        tagged ? Optional.of(named.substring(colon + 1)) : Optional.empty(),
        at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
  }

  private static String full(String repository) {
    if (repository.startsWith(OLD_DEFAULT_REGISTRY)) {
      return full(DEFAULT_REGISTRY + repository.substring(OLD_DEFAULT_REGISTRY.length()));
    }
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String path = named ? repository : DEFAULT_REGISTRY + repository;
    boolean official =
        path.startsWith(DEFAULT_REGISTRY) && path.indexOf('/', DEFAULT_REGISTRY.length()) < 0;
    return official
        ? DEFAULT_REGISTRY + "library/" + path.substring(DEFAULT_REGISTRY.length())
        : path;
  }

  /// Returns whether an image is the requested one. A cluster may add the digest to a tag, and may
  /// pull an image with a digest from a mirror.
  public boolean answers(ImageName asked) {
    if (asked.digest().isPresent()) {
      return digest.equals(asked.digest());
    }
    return repository.equals(asked.repository())
        && (tag.equals(asked.tag()) || (tag.isEmpty() && digest.isPresent()));
  }
}
