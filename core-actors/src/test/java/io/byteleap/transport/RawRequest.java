package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.SignedRequest;
import io.byteleap.keys.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Requests and answers as the bytes that they are, over one connection that is kept open.
final class RawRequest implements AutoCloseable {
  private final Socket socket;

  RawRequest(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  /// Headers by name in the order in which they came.
  record Answer(int status, SequencedMap<String, String> headers, String body) {}

  Answer exchange(String request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.UTF_8));
    out.flush();
    InputStream in = socket.getInputStream();
    String status = line(in);
    var headers = new LinkedHashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon), line.substring(colon + 2));
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    byte[] body = in.readNBytes(length);
    return new Answer(
        Integer.parseInt(status.substring(9, 12)),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  static String post(String synapse, String headers, String body) {
    return "POST /"
        + synapse
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + headers
        + "Content-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /// The headers of a request that is signed as it should be.
  static SequencedMap<String, String> fields(
      Signer signer, Hotkey target, String synapse, Instant now) {
    long nonce = SynapseClient.nanos(now);
    String uuid = UUID.randomUUID().toString();
    var signed =
        new SignedRequest(nonce, signer.hotkey(), target, uuid, SignedRequest.EMPTY_BODY_HASH);
    var fields = new LinkedHashMap<String, String>();
    fields.put("name", synapse);
    fields.put("timeout", "12.0");
    fields.put("bt_header_axon_hotkey", target.value());
    fields.put("bt_header_dendrite_nonce", Long.toString(nonce));
    fields.put("bt_header_dendrite_uuid", uuid);
    fields.put("bt_header_dendrite_hotkey", signer.hotkey().value());
    fields.put("bt_header_dendrite_signature", signer.sign(signed.message()).hex());
    fields.put("computed_body_hash", SignedRequest.EMPTY_BODY_HASH);
    return fields;
  }

  static String headers(Signer signer, Hotkey target, String synapse, Instant now) {
    return text(fields(signer, target, synapse, now));
  }

  static String text(SequencedMap<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
        .collect(Collectors.joining());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
