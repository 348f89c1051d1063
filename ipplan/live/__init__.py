"""Who is connected, news between processes, frames."""
