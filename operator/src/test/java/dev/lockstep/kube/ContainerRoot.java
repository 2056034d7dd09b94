package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The folder that stands for the root of a container's file system: symbolic links lead from the
/// mount paths to the volumes. A process that is told an absolute path of the container is told the
/// place below this folder instead.
final class ContainerRoot {
  private static final int MESSAGE_LIMIT = 4096;

  private final Path folder;
  private final Container container;
  private final Pattern paths;

  ContainerRoot(Path folder, Container container) {
    this.folder = folder;
    this.container = container;
    this.paths = paths(container);
  }

  Path folder() {
    return folder;
  }

  /// Links the volumes and makes the empty file that takes the termination message.
  void create(Path volumes) throws IOException {
    Files.createDirectories(folder);
    var mounts =
        container.getVolumeMounts().stream()
            .sorted(Comparator.comparing(VolumeMount::getMountPath))
            .toList();
    for (var mount : mounts) {
      var volume = volumes.resolve(mount.getName());
      var link = below(mount.getMountPath());
      Files.createDirectories(link.getParent());
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, volume.resolve(text(mount.getSubPath())));
      }
    }
    Files.createDirectories(terminationFile().getParent());
    Files.write(terminationFile(), new byte[0]);
  }

  /// A text in which the container's paths are those of this machine. A path counts where it stands
  /// by itself: in `jdbc:postgresql://host/data` nothing is replaced by a mount at `/data`.
  String localize(String text) {
    return paths
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(below(match.group()).toString()));
  }

  /// The last bytes of the termination message, as many as a kubelet keeps.
  String terminationMessage() throws IOException {
    return tail(terminationFile(), MESSAGE_LIMIT);
  }

  static String tail(Path file, int limit) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int from = Math.max(0, all.length - limit);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  private Path terminationFile() {
    return below(container.getTerminationMessagePath());
  }

  private Path below(String path) {
    return folder.resolve(path.substring(1));
  }

  private static Pattern paths(Container container) {
    var all = new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(p -> p));
    all.add(container.getTerminationMessagePath());
    for (var mount : container.getVolumeMounts()) {
      var root = Path.of("/");
      for (var path = Path.of(mount.getMountPath());
          path != null && !path.equals(root);
          path = path.getParent()) {
        all.add(path.toString());
      }
    }
    return Pattern.compile(
        all.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?<![\\w/.-])(?:", ")"))
            + "(?![\\w.-])");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
