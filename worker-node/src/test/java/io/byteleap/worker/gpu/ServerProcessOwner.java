package io.byteleap.worker.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A program that starts a server and waits to be killed: `BINARY FOLDER`. Says the child's number.
final class ServerProcessOwner {
  private ServerProcessOwner() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    var process =
        new ServerProcess(
            Path.of(arguments[0]), folder, SocketPlace.privateIn(folder), Duration.ofSeconds(1));
    System.out.println("child " + process.launch().pid());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
