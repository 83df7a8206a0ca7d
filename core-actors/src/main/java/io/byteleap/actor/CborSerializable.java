package io.byteleap.actor;

/// Marks messages that travel between the nodes of a cluster, as CBOR.
public interface CborSerializable {}
