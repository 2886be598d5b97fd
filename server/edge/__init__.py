"""An edge: this server on a laptop at the venue, in the cloud's stead while the network is gone."""
