"""代表建议 · Deputies' proposals as one closed loop: raise, assign, handle, supervise, evaluate, publish."""
