package dev.lockstep.engine.source;

import dev.lockstep.engine.script.IoErrors;
import dev.lockstep.engine.script.MemoryBudget;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.PackedName;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.schema.Setting;
import dev.lockstep.schema.Sha256;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
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
    private final MessageDigest sha256 = Sha256.create();
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
      try {
        byte[] bytes = bytes(realFolder, path);
        String digest = ScriptsDigest.ofBytes(bytes, sha256);
        digestsOfFolder.put(name, digest);
        byte[] plain = plain(name, bytes);
        files.add(
            ScriptFile.decode(
                folder,
                name,
                plain,
                plain == bytes ? digest : ScriptsDigest.ofBytes(plain, sha256)));
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
      BasicFileAttributes found = attributes(path);
      Path real = path;
      if (found.isSymbolicLink()) {
        real = path.toRealPath();
        found = attributes(real);
      }
      if (found.isDirectory()) {
        throw new ScriptFile.NotTextException(
            "subfolders are not read. Pass the folder with %s, or exclude it with %s"
                .formatted(Setting.SCRIPTS.option(), Setting.IGNORE.option()));
      }
      if (!real.equals(path) && !real.startsWith(realFolder)) {
        throw new ScriptFile.NotTextException(
            "symbolic link to %s, outside the folder: put the file itself there, or pass its folder with %s"
                .formatted(real, Setting.SCRIPTS.option()));
      }
      if (!found.isRegularFile()) {
        throw new ScriptFile.NotTextException(
            "not a regular file but a device, a pipe or a socket: remove it");
      }
      if (!plain.takes(found.size())) {
        throw new ScriptFile.NotTextException(plain.refusal("the scripts are larger than"));
      }
      return content(real);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// Reads a file through a stream, which takes half as long as a channel.
    private static byte[] content(Path real) throws IOException {
      try (var in = new FileInputStream(real.toFile())) {
        return in.readAllBytes();
      } catch (FileNotFoundException _) {
        // Fails with an exception that tells why.
        return Files.readAllBytes(real);
      }
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
