package io.byteleap.chain.subtensor;

/// The error object of a JSON-RPC answer; `data` as text, empty when there is none.
public record RpcError(int code, String message, String data) {}
