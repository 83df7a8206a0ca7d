package io.byteleap.domain.vm;

import java.util.Set;
import java.util.regex.Pattern;

/// A public key as a line of `authorized_keys`: kind, base64 and comment (may be empty). Options in
/// front of the kind are refused: they could run commands.
///
/// In a comment, which means nothing to anybody but its owner, every character but
/// `A-Z a-z 0-9 @ . _ : / = + , -` and spaces becomes `_`; control characters are refused with the
/// line. Two keys are the same when kind and base64 are.
public record SshKey(String kind, String base64, String comment) {
  private static final Set<String> KINDS =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{4,12000}={0,2}");
  private static final Pattern COMMENT = Pattern.compile("[A-Za-z0-9@._:/=+, -]{0,128}");
  private static final int LINE_LENGTH_MAX = 16_384;
  private static final int COMMENT_LENGTH_MAX = 128;

  public SshKey {
    if (!KINDS.contains(kind)) {
      throw new IllegalArgumentException("sshkey must begin with the kind of an OpenSSH key");
    }
    if (!BASE64.matcher(base64).matches() || base64.length() % 4 != 0) {
      throw new IllegalArgumentException("sshkey must hold the key in base64");
    }
    if (!COMMENT.matcher(comment).matches() || !comment.equals(comment.strip())) {
      throw new IllegalArgumentException("sshkey has a comment of unsafe characters");
    }
  }

  /// The key of one line.
  public static SshKey parse(String line) {
    if (line.length() > LINE_LENGTH_MAX || line.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("sshkey must be one line of text");
    }
    String[] parts = line.strip().split(" +", 3);
    if (parts.length < 2) {
      throw new IllegalArgumentException("sshkey must be kind and base64 of an OpenSSH key");
    }
    return new SshKey(parts[0], parts[1], parts.length < 3 ? "" : safeComment(parts[2]));
  }

  private static String safeComment(String comment) {
    String safe = comment.replaceAll("[^A-Za-z0-9@._:/=+, -]", "_");
    return safe.substring(0, Math.min(safe.length(), COMMENT_LENGTH_MAX)).strip();
  }

  /// As it stands in `authorized_keys`.
  public String line() {
    return comment.isEmpty() ? kind + " " + base64 : kind + " " + base64 + " " + comment;
  }

  public boolean isSameKey(SshKey other) {
    return kind.equals(other.kind) && base64.equals(other.base64);
  }
}
