"""参考服务 · The reference service and command line over `proposal_core`."""
