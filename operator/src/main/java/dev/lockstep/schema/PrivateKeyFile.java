package dev.lockstep.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a private key as OpenSSL, cert-manager and others write it: PEM with PKCS#8, PKCS#1 (RSA)
/// or SEC1 (EC) in it, or PKCS#8 in DER. The JDK accepts PKCS#8 alone, so the other two are
/// wrapped.
public final class PrivateKeyFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ((?:[A-Z0-9]+ ){0,4})PRIVATE KEY-----([^-]*)-----END ");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;

  /// The explicit tag of the curve in a SEC1 key.
  private static final int CURVE = 0xA0;

  private static final byte[] VERSION = {INTEGER, 1, 0};

  /// The algorithm identifier rsaEncryption with NULL as its parameters.
  private static final byte[] RSA = {
    SEQUENCE, 13, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
  };

  /// The object identifier id-ecPublicKey, which the curve follows.
  private static final byte[] EC = {6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

  private PrivateKeyFile() {}

  /// Reads a key.
  ///
  /// @throws GeneralSecurityException with a message that continues the words "the key file"
  public static PrivateKey read(byte[] content) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      return key(content);
    }
    return switch (block.group(1)) {
      case "" -> key(decoded(block));
      case "RSA " -> key(pkcs8(RSA, unencrypted(block)));
      case "EC " -> {
        byte[] sec1 = unencrypted(block);
        yield key(pkcs8(der(SEQUENCE, joined(EC, curve(sec1))), sec1));
      }
      case "ENCRYPTED " -> throw encrypted();
      default -> throw new InvalidKeySpecException("contains an unsupported kind of key");
    };
  }

  private static GeneralSecurityException encrypted() {
    return new InvalidKeySpecException(
        "contains a key with a passphrase; remove the passphrase (openssl pkcs8 -topk8 -nocrypt)");
  }

  private static byte[] unencrypted(Matcher block) throws GeneralSecurityException {
    // The traditional form of encryption has headers before the data.
    if (block.group(2).contains(":")) {
      throw encrypted();
    }
    return decoded(block);
  }

  private static byte[] decoded(Matcher block) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("is damaged", e);
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // A key of another algorithm.
      }
    }
    throw new InvalidKeySpecException("contains no readable RSA, EC or Ed25519 key");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, joined(VERSION, algorithm, der(OCTETS, key)));
  }

  /// Returns the curve's identifier in a SEC1 key: a sequence of version, key and the tagged curve.
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    try {
      int at = contentStart(sec1, 0);
      while ((sec1[at] & 0xFF) != CURVE) {
        at = contentStart(sec1, at) + length(sec1, at);
      }
      int start = contentStart(sec1, at);
      return java.util.Arrays.copyOfRange(sec1, start, start + length(sec1, at));
    } catch (IndexOutOfBoundsException e) {
      throw new InvalidKeySpecException("contains an EC key without its curve", e);
    }
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    int length = first < 0x80 ? first : 0;
    for (int i = 0; i < (first < 0x80 ? 0 : first - 0x80); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xFF);
    }
    return length;
  }

  private static int contentStart(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static byte[] der(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = java.math.BigInteger.valueOf(content.length).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(0x80 + length.length - from);
      out.write(length, from, length.length - from);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
