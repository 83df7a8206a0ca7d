package io.byteleap.worker.vm.libvirt;

import io.byteleap.actor.FailureCause;
import io.byteleap.worker.vm.VmProblem;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/// One connection to libvirt for all threads, which is what its library is made for. One that broke
/// is opened again by the next who needs it.
final class Connection {
  /// Errors come as exceptions; libvirt would write each to this process's output as well. Held
  /// here, since libvirt goes on calling it.
  private static final Libvirt.VirErrorCallback UNSAID = (_, _) -> {};

  private final String uri;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Connect open;
  private volatile boolean isClosed;

  Connection(String uri) {
    this.uri = uri;
  }

  @FunctionalInterface
  interface Use<T> {
    T of(Connect connect) throws LibvirtException, VmProblem;
  }

  /// The machine is not defined.
  static final class Absent extends VmProblem {
    private static final long serialVersionUID = 1;

    Absent() {
      super("libvirt does not know the machine");
    }
  }

  <T> T use(Use<T> use) throws VmProblem {
    try {
      return use.of(connect());
    } catch (LibvirtException e) {
      throw problem(e);
    } catch (LinkageError e) {
      throw new VmProblem.HypervisorGone("its library is not installed");
    }
  }

  private VmProblem problem(LibvirtException e) {
    if (LibvirtHypervisor.isAbsent(e)) {
      return new Absent();
    }
    var connect = open;
    if (connect == null || !isAlive(connect)) {
      return new VmProblem.HypervisorGone(message(e));
    }
    return new VmProblem(message(e), e);
  }

  private static String message(LibvirtException e) {
    return e.getMessage() == null ? FailureCause.text(e) : e.getMessage();
  }

  private Connect connect() throws LibvirtException, VmProblem {
    var connect = open;
    if (connect != null && isAlive(connect)) {
      return connect;
    }
    opening.lock();
    try {
      return opened();
    } finally {
      opening.unlock();
    }
  }

  private Connect opened() throws LibvirtException, VmProblem {
    if (isClosed) {
      throw new VmProblem.HypervisorGone("the worker ends");
    }
    var connect = open;
    if (connect != null && isAlive(connect)) {
      return connect;
    }
    open = null;
    if (connect != null) {
      close(connect);
    }
    Connect.setErrorCallback(UNSAID);
    var fresh = new Connect(uri);
    open = fresh;
    return fresh;
  }

  private static boolean isAlive(Connect connect) {
    try {
      return connect.isAlive();
    } catch (LibvirtException e) {
      return false;
    }
  }

  private static void close(Connect connect) {
    try {
      connect.close();
    } catch (LibvirtException e) {
      // there is nothing more to be lost
    }
  }

  /// Nobody uses it any more. One that is just being opened goes with the process.
  void close() {
    isClosed = true;
    if (opening.tryLock()) {
      try {
        var connect = open;
        open = null;
        if (connect != null) {
          close(connect);
        }
      } finally {
        opening.unlock();
      }
    }
  }
}
