package io.byteleap.localnet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the nodes' logs say since the last look. One thread.
final class LogTail {
  private static final int BYTES_MAX = 64 << 10;

  private final List<Member> members;
  private final Map<String, Long> positions = new HashMap<>();

  LogTail(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /// New whole lines, with the node's name before each.
  List<String> news() {
    List<String> lines = new ArrayList<>();
    for (Member member : members) {
      text(member).lines().forEach(line -> lines.add(member.name() + " | " + line));
    }
    return lines;
  }

  private String text(Member member) {
    long position = positions.getOrDefault(member.name(), 0L);
    try (var channel = Files.newByteChannel(member.log(), StandardOpenOption.READ)) {
      var buffer =
          ByteBuffer.allocate((int) Math.min(BYTES_MAX, Math.max(0, channel.size() - position)));
      channel.position(position);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until the buffer is full or the file ends
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      positions.put(member.name(), position + whole.getBytes(StandardCharsets.UTF_8).length);
      return whole;
    } catch (IOException e) {
      return "";
    }
  }
}
