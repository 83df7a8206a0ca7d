package io.byteleap.domain.admission;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.Hotkey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// What an operator gives to a new worker so that its miner lets it in: the token's id and secret,
/// where the miner is, its hotkey, and the certificate that it will show there, where it is the
/// miner's own.
///
/// As text: `blj1-` and base64url of the fields and the first four bytes of their SHA-256, so that
/// a token that was cut or mistyped is told from one that is refused.
public record JoinToken(
    TokenId id, TokenSecret secret, String address, Hotkey miner, Channel channel) {
  private static final String HEAD = "blj1-";
  private static final int CHECK_BYTES = 4;
  private static final int LENGTH_MAX = 1_024;
  private static final int ADDRESS_MAX = 255;

  public JoinToken {
    if (address.isEmpty() || address.getBytes(StandardCharsets.UTF_8).length > ADDRESS_MAX) {
      throw new IllegalArgumentException("the miner's address must have 1 to 255 bytes");
    }
  }

  /// The token itself, which lets its holder in.
  public String reveal() {
    var fields = ByteBuffer.allocate(LENGTH_MAX);
    fields.put(HexFormat.of().parseHex(id.hex() + secret.reveal()));
    put(fields, HexFormat.of().parseHex(channel.text()));
    put(fields, miner.value().getBytes(StandardCharsets.UTF_8));
    put(fields, address.getBytes(StandardCharsets.UTF_8));
    byte[] body = Arrays.copyOf(fields.array(), fields.position());
    byte[] all = Arrays.copyOf(body, body.length + CHECK_BYTES);
    System.arraycopy(Sha256.of(body), 0, all, body.length, CHECK_BYTES);
    return HEAD + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private static void put(ByteBuffer fields, byte[] field) {
    fields.put((byte) field.length).put(field);
  }

  /// Reads what [#reveal] wrote, white space around it aside. A refusal says what is wrong without
  /// showing the text.
  public static JoinToken parse(String text) {
    String token = text.strip();
    if (!token.startsWith(HEAD) || token.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("is no join token: one begins with " + HEAD);
    }
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(token.substring(HEAD.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds a character that no join token has", e);
    }
    int length = all.length - CHECK_BYTES;
    if (length < 0 || !isChecked(all, length)) {
      throw new IllegalArgumentException("was cut or mistyped: its checksum is wrong");
    }
    var read = read(ByteBuffer.wrap(all, 0, length));
    if (!read.reveal().equals(token)) {
      throw new IllegalArgumentException("is not written as a join token is");
    }
    return read;
  }

  private static boolean isChecked(byte[] all, int length) {
    byte[] check = Arrays.copyOf(Sha256.of(ByteBuffer.wrap(all, 0, length)), CHECK_BYTES);
    return MessageDigest.isEqual(check, Arrays.copyOfRange(all, length, all.length));
  }

  private static JoinToken read(ByteBuffer fields) {
    try {
      var id = new TokenId(hex(fields, TokenId.BYTES));
      var secret = TokenSecret.ofHex(hex(fields, TokenSecret.BYTES));
      String certificate = hex(fields, Byte.toUnsignedInt(fields.get()));
      var miner = new Hotkey(text(fields));
      return new JoinToken(id, secret, text(fields), miner, channel(certificate));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("is a join token of which a part is missing", e);
    }
  }

  private static Channel channel(String certificate) {
    return certificate.isEmpty()
        ? new Channel.Plain()
        : new Channel.Secured(new CertificateHash(certificate));
  }

  private static String hex(ByteBuffer fields, int length) {
    var bytes = new byte[length];
    fields.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(ByteBuffer fields) {
    var bytes = new byte[Byte.toUnsignedInt(fields.get())];
    fields.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
