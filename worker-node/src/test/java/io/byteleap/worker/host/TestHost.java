package io.byteleap.worker.host;

import io.byteleap.json.JsonObject;

/// What a machine looks like that is none.
public final class TestHost {
  private TestHost() {}

  public static void show(HostView host, JsonObject systemInfo) {
    host.show(systemInfo);
  }
}
