package dev.lockstep.engine.source;

import dev.lockstep.engine.script.IoErrors;
import dev.lockstep.engine.script.MemoryBudget;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.PackedName;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.schema.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The files of a set's folders, each of which is read once.
///
/// @param files the text files, sorted by name
/// @param digest the digest of all files that could be read
/// @param errors the errors, as sentences
/// @param passedOver the names of files that do not belong to the set and are not read
/// @param patterns ignore patterns that match no file
record ScriptFiles(
    List<ScriptFile> files,
    String digest,
    List<String> errors,
    List<String> passedOver,
    List<String> patterns) {

  static ScriptFiles read(List<Path> folders, FileSelection selection) {
    return readSources(folders.stream().map(SetDigest.Source::named).toList(), selection);
  }

  static ScriptFiles readSources(List<SetDigest.Source> sources, FileSelection selection) {
    var reader = new Reader(selection);
    sources.forEach(reader::readFolder);
    reader.files.sort(ScriptFiles::inOrder);
    return new ScriptFiles(
        reader.files,
        ScriptsDigest.of(reader.digests),
        reader.errors,
        reader.passedOver.stream().sorted().distinct().toList(),
        selection.idle(reader.passedOver));
  }

  private static int inOrder(ScriptFile a, ScriptFile b) {
    int order = a.name().compareTo(b.name());
    return order == 0 ? a.folder().compareTo(b.folder()) : order;
  }

  private static final class Reader {
    private final Gunzip unpacking = new Gunzip(MemoryBudget.quarter());
    private final MemoryBudget plain = MemoryBudget.half();
    private final List<ScriptFile> files = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final Map<String, Map<String, String>> digests = new HashMap<>();
    private final List<String> passedOver = new ArrayList<>();
    private final FileSelection selection;

    Reader(FileSelection selection) {
      this.selection = selection;
    }

    private void readFolder(SetDigest.Source source) {
      String name = source.configMap();
      Path folder = source.folder();
      Map<String, String> digestsOfFolder = digests.computeIfAbsent(name, _ -> new HashMap<>());
      try (Stream<Path> entries = Files.list(folder)) {
        Path real = folder.toRealPath();
        entries
            .filter(this::isRead)
            .sorted()
            .forEach(path -> readFile(name, real, path, digestsOfFolder));
      } catch (IOException e) {
        errors.add("cannot list the folder %s: %s".formatted(folder, IoErrors.words(folder, e)));
      }
    }

    /// Whether a file is read. A folder is an error unless it is excluded from the set.
    private boolean isRead(Path path) {
      String name = path.getFileName().toString();
      return switch (selection.role(name)) {
        case MEMBER -> true;
        case HIDDEN -> false;
        case IGNORED -> passOver(name);
        case PASSED_OVER -> Files.isDirectory(path) || passOver(name);
      };
    }

    private boolean passOver(String name) {
      passedOver.add(name);
      return false;
    }

    private void readFile(
        String folder, Path realFolder, Path path, Map<String, String> digestsOfFolder) {
      String name = path.getFileName().toString();
      if (Files.isDirectory(path)) {
        errors.add(
            "%s: subfolders are not read. Pass the folder with %s, or exclude it with %s"
                .formatted(name, Setting.SCRIPTS.option(), Setting.IGNORE.option()));
        return;
      }
      try {
        byte[] bytes = bytes(realFolder, path);
        digestsOfFolder.put(name, ScriptsDigest.ofBytes(bytes));
        files.add(ScriptFile.decode(folder, name, plain(name, bytes)));
      } catch (IOException e) {
        errors.add("%s: cannot read the file: %s".formatted(name, IoErrors.words(path, e)));
      } catch (ScriptFile.NotTextException e) {
        errors.add("%s: %s".formatted(name, e.getMessage()));
      }
    }

    /// Reads a file. A mounted ConfigMap consists of links inside its folder. A link that leads out
    /// of the folder could expose files that the author of the scripts may not read.
    private byte[] bytes(Path realFolder, Path path)
        throws IOException, ScriptFile.NotTextException {
      Path real = path.toRealPath();
      if (!real.startsWith(realFolder)) {
        throw new ScriptFile.NotTextException(
            "symbolic link to %s, outside the folder: put the file itself there, or pass its folder with %s"
                .formatted(real, Setting.SCRIPTS.option()));
      }
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw new ScriptFile.NotTextException(
            "not a regular file but a device, a pipe or a socket: remove it");
      }
      if (!plain.takes(Files.size(real))) {
        throw new ScriptFile.NotTextException(plain.refusal("the scripts are larger than"));
      }
      return Files.readAllBytes(real);
    }

    private byte[] plain(String name, byte[] bytes) throws ScriptFile.NotTextException {
      if (Gunzip.isPacked(bytes)) {
        return unpacking.unpack(bytes);
      }
      if (PackedName.isPacked(name)) {
        throw new ScriptFile.NotTextException(
            "has the extension .gz but is not compressed with gzip: compress it, or rename it to %s"
                .formatted(PackedName.unpacked(name)));
      }
      return bytes;
    }
  }
}
